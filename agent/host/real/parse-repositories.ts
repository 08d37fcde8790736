/**
 * Places of the release files of all repositories, from `apt-get --print-uris update`: one quoted
 * address per line, of those that were never fetched as well.
 */
export const parseRepositories = (text: string): readonly string[] => {
  const uris = text.split("\n").flatMap((line) => {
    const [, uri] = /^'(\S+\/)InRelease' /.exec(line) ?? [];
    return uri === undefined ? [] : [uri];
  });
  return [...new Set(uris)];
};
