// Before anything is drawn: light or dark, as chosen in the profile, else as the device says. No flash of the other one.
{
  let chosen = null;
  try {
    chosen = localStorage.getItem('closeout-color-scheme');
  } catch {
    // storage is switched off: the device decides
  }
  const dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
}
