// Light, dark or as the system: the choice shows at once and is kept in a cookie.
// The server reads the cookie and writes data-theme, so the next page does not flash.
const YEAR = 365 * 24 * 3600;

export function chooseTheme() {
  document.addEventListener("change", (event) => {
    const input = event.target.closest?.("[data-theme-choice] input[name=theme]");
    if (!input) return;
    const secure = location.protocol === "https:" ? "; secure" : "";
    if (input.value === "light" || input.value === "dark") {
      document.documentElement.dataset.theme = input.value;
      document.cookie = `theme=${input.value}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
    } else {
      delete document.documentElement.dataset.theme;
      document.cookie = `theme=; path=/; max-age=0; samesite=lax${secure}`;
    }
  });
}
