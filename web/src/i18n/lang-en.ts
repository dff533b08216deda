// The words of one language that are needed before any screen: loaded as one file, when the language is chosen.

const files = import.meta.glob<Record<string, string>>('./en/{menu,problem,shell,signin,status,ui,word}.json', {
  eager: true,
  import: 'default',
});

export default Object.fromEntries(
  Object.entries(files).map(([path, words]) => [path.replace(/^.*\/|\.json$/g, ''), words]),
);
