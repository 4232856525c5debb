/** The text of a file of JSON values, page by page: a list, or (`ndjson`) a value in each line. */
export async function* writeJson(
  pages: AsyncIterable<readonly unknown[]>,
  format: 'json' | 'ndjson',
): AsyncGenerator<string> {
  if (format === 'json') yield '['
  let isFirst = true
  for await (const page of pages) {
    const texts = page.map((value) => JSON.stringify(value))
    yield format === 'ndjson' ? `${texts.join('\n')}\n` : `${isFirst ? '\n' : ',\n'}${texts.join(',\n')}`
    isFirst = false
  }
  if (format === 'json') yield '\n]\n'
}
