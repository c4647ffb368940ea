/** An IPv4 or IPv6 address as text. */
export function isIpAddress(text: string): boolean {
  const octet = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)';
  if (new RegExp(`^${octet}(\\.${octet}){3}$`).test(text)) return true;
  const groups = text.split(':');
  const isWhole = groups.every((group) => /^[\da-f]{0,4}$/i.test(group));
  const gaps = text.split('::').length - 1;
  return isWhole && groups.length <= 8 && (gaps === 1 || (gaps === 0 && groups.length === 8));
}
