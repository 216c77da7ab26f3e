// One <script src="…/static/widget.js" defer></script> puts the chat on any page.
// Attributes of the script: data-lang ("vi", "en"), data-theme ("light", "dark", "auto").

(() => {
  const script = document.currentScript;
  const root = new URL(".", script.src);
  const language = script.dataset.lang === "en" ? "en" : "vi";
  const theme = { dark: "dark", auto: "light dark" }[script.dataset.theme] ?? "light";

  class TroLyAoWidget extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      this.attachShadow({ mode: "open" });
      this.build();
    }

    async build() {
      const { words: all } = await import(new URL("js/chat/words.js", root));
      const words = all[language];
      const make = (name, attributes, ...children) => {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        element.append(...children);
        return element;
      };
      this.style.colorScheme = theme;
      this.panel = make("section", { class: "panel", role: "dialog", "aria-label": words.panel, hidden: "" });
      this.opener = make("button", { type: "button", class: "opener", "aria-expanded": "false" }, words.openChat);
      const close = make("button", { type: "button", class: "close", "aria-label": words.closeChat }, "×");
      this.panel.append(make("header", {}, make("strong", {}, words.panel), close));
      this.opener.addEventListener("click", () => this.toggle(true));
      close.addEventListener("click", () => this.toggle(false));
      this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
      this.shadowRoot.append(
        ...["css/tokens.css", "css/widget.css"].map((path) => make("link", { rel: "stylesheet", href: new URL(path, root).href })),
        this.panel,
        this.opener,
      );
    }

    async toggle(open) {
      this.panel.hidden = !open;
      this.opener.hidden = open;
      this.opener.setAttribute("aria-expanded", String(open));
      if (!open) {
        this.opener.focus();
        return;
      }
      if (!this.chat) {
        await import(new URL("js/chat/element.js", root));
        this.chat = document.createElement("tro-ly-ao");
        this.chat.lang = language;
        this.panel.append(this.chat);
      }
      this.chat.focus();
    }
  }

  if (!customElements.get("tro-ly-ao-widget")) customElements.define("tro-ly-ao-widget", TroLyAoWidget);
  const place = () => document.body.append(document.createElement("tro-ly-ao-widget"));
  if (document.body) place();
  else addEventListener("DOMContentLoaded", place);
})();
