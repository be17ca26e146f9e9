// Texts as people search for them: without case, tone marks and diacritics; đ is d, so that "dong nai" finds "Đồng Nai".

const MARKS = /[\u0300-\u036f]/g;

export function fold(text: string): string {
  return text.normalize('NFD').replace(MARKS, '').toLowerCase().replace(/đ/g, 'd');
}

// Every word of the query stands somewhere in the text, which is folded already.
export function matches(folded: string, query: string): boolean {
  return wordsOf(query).every((word) => folded.includes(word));
}

export function wordsOf(query: string): string[] {
  return fold(query).split(/\s+/).filter(Boolean);
}
