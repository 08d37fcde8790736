/**
 * A page with the part between `<!-- name -->` and `<!-- end of name -->` made anew; the rest is
 * written by hand. Throws if the page has no such part.
 */
export const replacePart = (page: string, name: string, text: string): string => {
  const begin = `<!-- ${name} -->\n`;
  const end = `<!-- end of ${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from)
    throw new Error(`the page has no part between ${begin.trim()} and ${end}`);
  return `${page.slice(0, from)}${begin}${text}${page.slice(to)}`;
};
