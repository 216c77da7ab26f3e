// Progressive enhancement of the admin pages: dropping files, and following uploads.

class DropZone extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input[type=file]");
    const count = this.querySelector("[data-count]");
    const show = () => {
      count.textContent = input.files.length
        ? `${this.dataset.chosen.replace("{count}", input.files.length)}: ${[...input.files].map((file) => file.name).join(", ")}`
        : "";
    };
    input.addEventListener("change", show);
    for (const kind of ["dragenter", "dragover"]) {
      this.addEventListener(kind, (event) => {
        event.preventDefault();
        this.classList.add("over");
      });
    }
    this.addEventListener("dragleave", () => this.classList.remove("over"));
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      this.classList.remove("over");
      if (event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        show();
      }
    });
  }
}

class JobWatch extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => this.look(), 1500);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async look() {
    try {
      const reply = await fetch(`/admin/jobs.json?id=${encodeURIComponent(this.dataset.ids)}`);
      const { states } = await reply.json();
      if (Object.values(states).some((state) => state !== "queued" && state !== "running")) location.reload();
    } catch {
      // The server may be restarting; the next look tells.
    }
  }
}

// A part of the page that is fetched anew every few seconds; what is being typed beside it stays.
class FreshPart extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => this.look(), 4000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async look() {
    const id = this.dataset.part;
    if (document.hidden || this.querySelector("details[open]") || this.contains(document.activeElement)) return;
    try {
      const reply = await fetch(location.pathname, { headers: { accept: "text/html" } });
      if (!reply.ok || reply.redirected) return;
      const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById(id);
      const shown = document.getElementById(id);
      if (fresh && shown && fresh.innerHTML !== shown.innerHTML) shown.replaceChildren(...fresh.children);
    } catch {
      // The server may be restarting; the next look tells.
    }
  }
}

customElements.define("fresh-part", FreshPart);
customElements.define("drop-zone", DropZone);
customElements.define("job-watch", JobWatch);
