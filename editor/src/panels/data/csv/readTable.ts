import { decodeText } from '@axiom/shared/tables/decodeText'
import { guessTable, type GuessedTable } from '@axiom/shared/tables/guessTable'
import { parseCsv } from '@axiom/shared/tables/parseCsv'

/** Bytes of a table that a page can hold comfortably; larger ones go through the API's import. */
export const LARGEST = 30 * 1024 * 1024

export interface ReadTable extends GuessedTable {
  /** What the model may be called: the file's own name. */
  label: string
}

/** A file as a table. */
export async function readTable(file: File): Promise<ReadTable> {
  const text = decodeText(new Uint8Array(await file.arrayBuffer()))
  const words = file.name
    .replace(/\.[^.]*$/, '')
    .replaceAll(/[_\-.]+/g, ' ')
    .trim()
  const label = words === '' ? file.name : words.charAt(0).toUpperCase() + words.slice(1)
  return { ...guessTable(parseCsv(text)), label: label.slice(0, 80) }
}

/** True for files that are tables in text, by their name: browsers disagree about their media types. */
export function isTableFile({ name }: Pick<File, 'name'>): boolean {
  return /\.(csv|tsv|txt|tab)$/i.test(name)
}
