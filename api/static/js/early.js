// Runs before the first paint, so that a chosen text size or theme does not flicker in.
try {
  const root = document.documentElement;
  const size = localStorage.getItem("tro-ly-ao.size");
  const theme = localStorage.getItem("tro-ly-ao.theme");
  if (/^[1-3]$/.test(size)) root.dataset.size = size;
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the defaults then hold.
}
