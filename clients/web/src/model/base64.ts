// Bytes as JSON has them (protobuf's mapping: standard base64 with padding).

// Of this many bytes a call makes characters at once: more would be too many arguments.
const STEP = 0x8000;

export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += STEP) text += String.fromCharCode(...bytes.subarray(i, i + STEP));
  return btoa(text);
}
