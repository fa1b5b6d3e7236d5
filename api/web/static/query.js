// What is asked, as it stands behind the question mark; empty is left out.

export function query(filters) {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (Array.isArray(value)) value.forEach((one) => parts.append(name, one));
    else if (value !== null && value !== undefined && value !== "") parts.set(name, value);
  }
  return parts.toString();
}
