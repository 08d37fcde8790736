/** A Perl program that takes apt's lock as apt does: a POSIX lock, in the form of the kernel's `struct flock`. */
export const HOLD_APT_LOCK = String.raw`
open(my $lock, ">>", "/var/lib/dpkg/lock-frontend") or die;
my $how = pack("s s x4 q q l x4", 1, 0, 0, 0, 0);
fcntl($lock, 6, $how) or die;
sleep 600;`;
