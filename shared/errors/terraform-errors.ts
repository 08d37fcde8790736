import { defineError } from "./define-error.ts";

export const terraformUnreadable = defineError<{ readonly file: string; readonly reason: string }>({
  code: "TERRAFORM_UNREADABLE",
  blame: "user",
  message: ({ file, reason }) => `${file} is not what \`terraform output -json\` prints: ${reason}`,
  hint: ({ file }) => `make it anew: terraform output -json > ${file}`,
});

export const terraformOutputMissing = defineError<{
  readonly file: string;
  readonly found: string;
}>({
  code: "TERRAFORM_OUTPUT_MISSING",
  blame: "user",
  message: ({ file, found }) =>
    `${file} has none of the outputs pharos, pharos_hosts and pharos_cluster, but ${found === "" ? "none at all" : found}`,
  hint: () => 'add `output "pharos"` to the Terraform configuration, and run `terraform apply`',
});

export const terraformNoHosts = defineError<{ readonly file: string; readonly outputs: string }>({
  code: "TERRAFORM_NO_HOSTS",
  blame: "user",
  message: ({ file, outputs }) => `${file} has no hosts in ${outputs}`,
  hint: () => "give each group an `address`; has `terraform apply` made the machines?",
});

export const terraformArraysUnequal = defineError<{
  readonly file: string;
  readonly group: string;
  readonly lengths: string;
}>({
  code: "TERRAFORM_ARRAYS_UNEQUAL",
  blame: "user",
  message: ({ file, group, lengths }) =>
    `${file}: the lists of ${group} are not equally long: ${lengths}`,
  hint: () => "every host of a group needs one item in each of its lists",
});

export const terraformMissing = defineError<{ readonly program: string }>({
  code: "TERRAFORM_MISSING",
  blame: "environment",
  message: ({ program }) => `there is no program ${program} on this machine`,
  hint: () => "install Terraform, or name another program: --program tofu",
});

export const terraformFailed = defineError<{
  readonly command: string;
  readonly exitCode: number;
}>({
  code: "TERRAFORM_FAILED",
  blame: "environment",
  message: ({ command, exitCode }) => `${command} ended with exit code ${exitCode}`,
  hint: () => "what it said is above; put it right, then run the same command again",
});
