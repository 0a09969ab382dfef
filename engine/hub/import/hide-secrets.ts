/** By the name of a field, header or parameter: it holds a secret more often than not. */
const SECRET_NAME = /authorization|cookie|token|api[-_ ]?key|private[-_ ]?key|passw|passphrase|secret|credential/i;
export const soundsSecret = (name: string): boolean => SECRET_NAME.test(name);

export const LEFT_OUT = "(left out)";

/** Secrets that can be told by their form, wherever they stand: of well-known systems, bearer and basic values, signed tokens. */
const FORMS: readonly RegExp[] = [
  /\b(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{8,}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{8,}/g,
  /\bgh[opsu]_[A-Za-z0-9]{16,}|\bgithub_pat_\w{16,}|\bglpat-[\w-]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[\w-]{30,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /(?<=\b(?:Bearer|Basic) )[A-Za-z0-9+/=._~-]{6,}/g,
  /(?<=\/bot)\d{6,}:[\w-]{20,}/g,
  /(?<=hooks\.slack\.com\/services\/)[\w/]{10,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g,
];
const IN_ADDRESS = /(?<=\bhttps?:\/\/)[^\s/@"{}]+:[^\s/@"{}]+@/g;
const PARAMETER = /(?<=[?&])([\w.-]+)=([^\s&"'#{}]+)/g;

/** A text without what is secret in it: parts of addresses and free text. Expressions in it stay as they are. */
export function hideSecrets(text: string): string {
  const known = FORMS.reduce((rest, form) => rest.replace(form, LEFT_OUT), text);
  return known
    .replace(IN_ADDRESS, "")
    .replace(PARAMETER, (whole, name: string) =>
      soundsSecret(name) || /^(?:key|sig|signature|auth)$/i.test(name) ? `${name}=` : whole,
    );
}
