/** Places of the release files of all repositories, from the paragraphs of `apt-get indextargets`. */
export const parseRepositories = (text: string): readonly string[] => {
  const uris = text.split("\n").flatMap((line) => {
    const [, uri] = /^Base-URI: (\S+)$/.exec(line) ?? [];
    return uri === undefined ? [] : [uri];
  });
  return [...new Set(uris)];
};
