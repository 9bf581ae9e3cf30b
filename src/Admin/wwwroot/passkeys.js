// Passkeys (WebAuthn): turns the server's JSON into what the browser wants, and the browser's answer into JSON.
(() => {
  const transports = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"];

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (it) => it.charCodeAt(0));

  const text = (buffer) =>
    btoa(Array.from(new Uint8Array(buffer), (it) => String.fromCharCode(it)).join(""))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");

  const keys = (list) => list.map((it) => ({ ...it, id: bytes(it.id) }));

  const create = async (options) => {
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: keys(options.excludeCredentials),
      },
    });
    return answer(made, {
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports().filter((it) => transports.includes(it)),
    });
  };

  const use = async (options) => {
    const used = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: keys(options.allowCredentials),
      },
    });
    return answer(used, {
      authenticatorData: text(used.response.authenticatorData),
      signature: text(used.response.signature),
      userHandle: used.response.userHandle ? text(used.response.userHandle) : null,
    });
  };

  const answer = (credential, response) => ({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
  });

  const reasons = {
    NotAllowedError: "No passkey was used: it was cancelled, took too long, or there is none for this address here.",
    InvalidStateError: "This device has a passkey of yours for this address already.",
    SecurityError: "The browser takes no passkeys at this address.",
  };

  const ask = async (work, json) => {
    if (!window.PublicKeyCredential) {
      return { problem: "This browser cannot use passkeys." };
    }

    try {
      return { response: JSON.stringify(await work(JSON.parse(json))) };
    } catch (failure) {
      return { problem: reasons[failure.name] ?? `The browser could not use a passkey (${failure.name}).` };
    }
  };

  window.adminPasskeys = {
    create: (json) => ask(create, json),
    use: (json) => ask(use, json),
  };

  // The server's JSON for a form, with the form's own token; null when there is none.
  const offer = async (form) => {
    try {
      const body = new URLSearchParams(new FormData(form));
      const reply = await fetch(form.dataset.passkey, { method: "POST", body });
      return reply.ok ? await reply.text() : null;
    } catch {
      return null;
    }
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const [button, say] = [form.querySelector("button"), form.querySelector("[role=alert]")];
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      [button.disabled, say.hidden] = [true, true];
      const json = await offer(form);
      const { response, problem } = json === null ? { problem: "The server does not answer." } : await ask(use, json);
      if (response) {
        form.elements["Key.Response"].value = response;
        form.submit();
        return;
      }

      say.textContent = `${problem} ${form.dataset.instead}`;
      [button.disabled, say.hidden] = [false, false];
    });
  }
})();
