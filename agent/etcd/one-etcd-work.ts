import { etcdBusy } from "../../shared/errors/etcd-errors.ts";

/** Does a piece of work on this host's etcd; throws `ETCD_BUSY` while another one is not through. */
export type DoEtcdWork = <Result>(work: string, act: () => Promise<Result>) => Promise<Result>;

/**
 * One piece of work at a time: whoever asked for it may have gone, or lost the connection, and it goes on here
 * all the same. etcd that was let run then would have its data replaced below it.
 */
export const createEtcdWork = (host: string): DoEtcdWork => {
  let current: string | undefined;
  return async (work, act) => {
    if (current !== undefined) throw etcdBusy({ host, work: current });
    current = work;
    try {
      return await act();
    } finally {
      current = undefined;
    }
  };
};
