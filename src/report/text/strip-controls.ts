/**
 * Text without characters that XML 1.0 (section 2.2) forbids, that move a terminal's cursor, or that change the writing
 * direction, so that a name cannot reorder the text around it. Each becomes U+FFFD; tabs and line ends stay.
 */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, '\uFFFD');
}

const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern looks for control characters.
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]|\p{Surrogate}/gu;
