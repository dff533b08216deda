/** +55 49 90000-0001 */
export function phone(address: string): string {
  const found = /^\+55(\d{2})(\d{4,5})(\d{4})$/.exec(address);
  return found ? `+55 ${found[1]} ${found[2]}-${found[3]}` : address;
}
