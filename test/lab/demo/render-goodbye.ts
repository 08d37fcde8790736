/** What somebody may do with the demo's cluster: commands that work as they stand, from the repository's folder. */
export const renderGoodbye = (lab: string, clusterYml: string): string => {
  const run = `npm run --silent lab -- --name ${lab}`;
  const pharosctl = `${run} exec -- node dist/pharosctl.cjs`;
  const kubectl = `${run} ssh m1 -- kubectl --kubeconfig /etc/kubernetes/admin.conf`;
  return `
The cluster goes on running. Hosts m1, w1 and w2 are in a network of their own, which \`lab exec\` and \`lab ssh\` enter.

Look around:
  ${kubectl} get pods -A -o wide
  ${pharosctl} status ${clusterYml}
  ${pharosctl} facts ${clusterYml}
  ${run} ssh w1                    # a shell on a worker

Change ${clusterYml}, then:
  ${pharosctl} plan ${clusterYml}
  ${pharosctl} apply ${clusterYml}

Take the cluster off the hosts, or all of it off this machine:
  ${pharosctl} reset ${clusterYml}
  ${run} down --purge && rm -rf ~/.pharos/${lab}
The packages and images that were built stay cached: node_modules/.bin/node test/lab/supply/main.ts clean
`;
};
