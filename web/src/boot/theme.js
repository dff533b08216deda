// Runs before the first paint, so that nobody in a dark room sees a white flash. A file of its own, because the
// content security policy allows no inline script. src/app/theme.ts writes what is read here.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('omnifila.theme');
  } catch {
    // Storage is switched off: the system's choice holds.
  }
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
