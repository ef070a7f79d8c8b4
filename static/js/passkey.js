// <form data-passkey="create|use|sign-in"> asks the browser for a passkey, puts it into the form's `credential` and sends the form.
// What to ask for stands in #passkey-options; for signing in, at the form's own address. [data-passkey-only] shows where browsers know passkeys.
const create = (options) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey) });
const get = (options) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey) });
const written = () => JSON.parse(document.getElementById("passkey-options").textContent);
const asked = {
  async create(form) {
    const options = written().creation_options;
    const alone = form.elements.passwordless.checked;
    const selection = options.publicKey.authenticatorSelection;
    selection.residentKey = alone ? "required" : "discouraged";
    selection.requireResidentKey = alone;
    if (alone) selection.userVerification = "required";
    return create(options);
  },
  async use() {
    return get(written().request_options);
  },
  async "sign-in"(form) {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    return get((await answer.json()).request_options);
  },
};
if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const part of document.querySelectorAll("[data-passkey-only]")) part.hidden = false;
}
for (const form of document.querySelectorAll("[data-passkey]")) {
  const { credential } = form.elements;
  // One that was refused is not sent again.
  credential.value = "";
  form.addEventListener("submit", async (event) => {
    if (credential.value) return;
    event.preventDefault();
    const trouble = form.querySelector("[data-passkey-trouble]");
    trouble.hidden = true;
    try {
      credential.value = JSON.stringify(await asked[form.dataset.passkey](form));
      form.requestSubmit();
      credential.value = "";
    } catch {
      trouble.hidden = false;
    }
  });
}
