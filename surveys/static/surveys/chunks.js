/* One large file sent in pieces: goes on where it stopped, after a lost connection and after a reload. */
(() => {
  "use strict";
  const WAITS = [1000, 2000, 4000, 8000, 15000];
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  class Refused extends Error {}

  /* What the browser remembers of an upload: the same file chosen again is the same upload. */
  const memory = {
    key: (project, file) => `upload:${project}:${file.name}:${file.size}:${file.lastModified}`,
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, id) { try { localStorage.setItem(key, id); } catch { /* only this page can go on with it */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* as above */ } },
  };

  class ChunkedFile {
    /* tell(state, received): "going", "paused", "waiting", "finished". */
    constructor(file, { address, project, csrf, tell }) {
      Object.assign(this, { file, address, project, csrf, tell });
      this.key = memory.key(project, file);
      this.id = memory.get(this.key);
      this.received = 0;
      this.wanted = true;
    }

    /* How many bytes are there already; 0 when the upload is unknown. */
    async look() {
      if (!this.id) return 0;
      const answer = await fetch(`${this.address}${this.id}/`, { headers: { Accept: "application/json" } });
      if (answer.status === 404) { this.forget(); return 0; }
      if (!answer.ok) throw new Error(answer.status);
      this.state(await answer.json());
      return this.received;
    }

    state(told) {
      this.id = told.id;
      this.received = told.received;
      this.finished = told.finished;
      this.piece = told.chunk_bytes;
    }

    forget() {
      memory.drop(this.key);
      this.id = null;
      this.received = 0;
    }

    stop() { this.wanted = false; this.tell("paused", this.received); }

    goOn() { this.wanted = true; if (this.wake) this.wake(); }

    /* Sends what is missing; returns the id of the finished upload. Throws Refused with a sentence. */
    async send() {
      for (let failures = 0; ;) {
        if (!this.wanted) { await new Promise((wake) => { this.wake = wake; }); continue; }
        try {
          if (await this.step()) return this.id;
          failures = 0;
        } catch (error) {
          if (error instanceof Refused) throw error;
          this.tell("waiting", this.received);
          await pause(WAITS[Math.min(failures, WAITS.length - 1)]);
          failures += 1;
          this.piece = 0; /* ask first how far it is */
        }
      }
    }

    async step() {
      if (!this.id) {
        const body = JSON.stringify({ project: this.project, name: this.file.name, size: this.file.size });
        this.state(await this.ask("POST", this.address, body, { "Content-Type": "application/json" }));
        memory.set(this.key, this.id);
      } else if (!this.piece) {
        await this.look();
        return false;
      } else if (this.finished) {
        this.tell("finished", this.received);
        return true;
      } else if (this.received === this.file.size) {
        this.state(await this.ask("POST", `${this.address}${this.id}/finish/`, null, {}));
      } else {
        const end = Math.min(this.received + this.piece, this.file.size);
        const range = `bytes ${this.received}-${end - 1}/${this.file.size}`;
        const headers = { "Content-Type": "application/octet-stream", "Content-Range": range };
        this.state(await this.ask("PUT", `${this.address}${this.id}/`, this.file.slice(this.received, end), headers));
      }
      this.tell(this.wanted ? "going" : "paused", this.received);
      return false;
    }

    async ask(method, address, body, headers) {
      const answer = await fetch(address, {
        method, body, headers: { ...headers, Accept: "application/json", "X-CSRFToken": this.csrf },
      });
      if (answer.ok) return answer.json();
      /* Another tab was quicker, or the upload was swept: ask how far it is and go on. */
      if (this.id && (answer.status === 409 || answer.status === 404)) throw new Error(answer.status);
      if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
      const told = await answer.json().catch(() => ({}));
      const language = document.documentElement.lang.startsWith("en") ? "en" : "zh";
      const words = [told.message, told.advice].map((text) => (text || {})[language]).filter(Boolean).join(" ");
      throw new Refused(words || String(answer.status));
    }
  }

  window.cadastreChunks = { ChunkedFile, Refused };
})();
