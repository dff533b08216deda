// All words of one language: loaded as one file, when it is chosen.

const files = import.meta.glob<Record<string, string>>('./pt-BR/*.json', { eager: true, import: 'default' });

export default Object.fromEntries(
  Object.entries(files).map(([path, words]) => [path.replace(/^.*\/|\.json$/g, ''), words]),
);
