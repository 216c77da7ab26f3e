// Talking to the chat endpoint.

const TIMEOUT = 45_000;

/** A message that got no answer; ``retryAfter`` (seconds) when the service asked to wait. */
export class Trouble extends Error {
  constructor(message, { status = 0, retryAfter = 0 } = {}) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export class Service {
  constructor(base) {
    this.base = base;
  }

  async #request(path, init, unreachable) {
    try {
      return await fetch(new URL(path, this.base), { ...init, signal: AbortSignal.timeout(TIMEOUT), credentials: "omit" });
    } catch {
      throw new Trouble(unreachable);
    }
  }

  #post(path, body, unreachable) {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    return this.#request(path, init, unreachable);
  }

  /** Send one message; return the answer or throw Trouble. */
  async say(sessionId, message, audience, unreachable) {
    const response = await this.#post("/api/v1/chat", { session_id: sessionId, message, audience }, unreachable);
    const body = await response.json().catch(() => null);
    if (response.ok && body) return body;
    throw new Trouble(body?.detail ?? unreachable, {
      status: response.status,
      retryAfter: Number(response.headers.get("retry-after") ?? 2),
    });
  }

  /** Tell what the user thought of an answer; resolves to whether it was kept. */
  async judge(messageId, verdict) {
    try {
      return (await this.#post("/api/v1/feedback", { message_id: messageId, verdict }, "")).ok;
    } catch {
      return false;
    }
  }

  /** Return the greeting and first suggestions, null when they cannot be had. */
  async welcome(language) {
    try {
      const response = await this.#request(`/api/v1/welcome?lang=${language}`, {}, "");
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }
}
