import { describe, expect, it } from 'vitest'

import type { Json } from '../json.ts'
import { decodeText } from './decodeText.ts'
import { guessTable, toCellValue } from './guessTable.ts'
import { guessDelimiter, parseCsv } from './parseCsv.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const latin = (text: string): Uint8Array => Uint8Array.from(text, (sign) => (sign === '€' ? 0x80 : sign.charCodeAt(0)))

interface File {
  name: string
  bytes: Uint8Array
  /** Label and type of each column. */
  columns: [string, string][]
  /** The first row as it is sent. */
  first: Json[]
}

const FILES: File[] = [
  {
    name: 'customers as a web shop exports them',
    bytes: utf8(
      'id,name,email,created_at\n1,Ada Lovelace,ada@example.com,2026-01-31T12:00:00Z\n2,"Hopper, Grace",grace@example.com,2026-02-01T08:30:00Z\n',
    ),
    columns: [
      ['id', 'integer'],
      ['name', 'text'],
      ['email', 'email'],
      ['created_at', 'datetime'],
    ],
    first: [1, 'Ada Lovelace', 'ada@example.com', '2026-01-31T12:00:00.000Z'],
  },
  {
    name: 'prices with semicolons and decimal commas',
    bytes: utf8('Artikel;Preis;Bestand\r\nSchraube M4;0,12;1.200\r\nMutter M4;0,08;950\r\n'),
    columns: [
      ['Artikel', 'text'],
      ['Preis', 'number'],
      ['Bestand', 'integer'],
    ],
    first: ['Schraube M4', 0.12, 1200],
  },
  {
    name: 'umlauts in Windows-1252, with the euro sign',
    bytes: latin('Name;Straße;Umsatz\r\nMüller;Körnerstraße 5;1.234,50 €\r\nJäger;Am Plätzli 1;99,00 €\r\n'),
    columns: [
      ['Name', 'text'],
      ['Straße', 'text'],
      ['Umsatz', 'number'],
    ],
    first: ['Müller', 'Körnerstraße 5', 1234.5],
  },
  {
    name: 'UTF-8 with a byte order mark and days of Excel',
    bytes: utf8('\uFEFFName;Geburtstag\r\nAnna;31.12.1999\r\nBeat;1.2.2001\r\n'),
    columns: [
      ['Name', 'text'],
      ['Geburtstag', 'date'],
    ],
    first: ['Anna', '1999-12-31'],
  },
  {
    name: 'days as Excel keeps them',
    bytes: utf8('Task,Due date\nWrite,46347\nRead,46348\n'),
    columns: [
      ['Task', 'text'],
      ['Due date', 'date'],
    ],
    first: ['Write', '2026-11-21'],
  },
  {
    name: 'UTF-16 with tabs, as Excel saves Unicode text',
    bytes: Uint8Array.from([
      0xff,
      0xfe,
      ...[...'Stadt\tPLZ\nZürich\t8001\nGenève\t1200\n'].flatMap((sign) => [
        sign.charCodeAt(0) & 255,
        sign.charCodeAt(0) >> 8,
      ]),
    ]),
    columns: [
      ['Stadt', 'text'],
      ['PLZ', 'integer'],
    ],
    first: ['Zürich', 8001],
  },
  {
    name: 'quotes, line breaks and delimiters in cells',
    bytes: utf8('title,note\n"He said ""go""","first line\nsecond, line"\nplain,short\n'),
    columns: [
      ['title', 'text'],
      ['note', 'longText'],
    ],
    first: ['He said "go"', 'first line\nsecond, line'],
  },
  {
    name: 'yes and no in German',
    bytes: utf8('Name;Bezahlt\nA;ja\nB;nein\nC;Ja\n'),
    columns: [
      ['Name', 'text'],
      ['Bezahlt', 'boolean'],
    ],
    first: ['A', true],
  },
  {
    name: 'true and false with gaps',
    bytes: utf8('sku,active,stock\nA1,true,\nA2,,7\nA3,FALSE,8\n'),
    columns: [
      ['sku', 'text'],
      ['active', 'boolean'],
      ['stock', 'integer'],
    ],
    first: ['A1', true, null],
  },
  {
    name: 'choices that repeat',
    bytes: utf8('order,status\n1,Open\n2,Open\n3,Paid\n4,Paid\n5,Open\n6,Sent\n'),
    columns: [
      ['order', 'integer'],
      ['status', 'select'],
    ],
    first: [1, 'Open'],
  },
  {
    name: 'zeros in front, telephone numbers and IBANs stay texts',
    bytes: utf8(
      'code,phone,iban\n00123,+41 44 123 45 67,CH9300762011623852957\n00124,0041 79 555 44 33,CH5604835012345678009\n',
    ),
    columns: [
      ['code', 'text'],
      ['phone', 'text'],
      ['iban', 'text'],
    ],
    first: ['00123', '+41 44 123 45 67', 'CH9300762011623852957'],
  },
  {
    name: 'American dates and money',
    bytes: utf8('Date,Amount\n12/31/2026,"$1,234.50"\n01/15/2027,$99.00\n'),
    columns: [
      ['Date', 'date'],
      ['Amount', 'number'],
    ],
    first: ['2026-12-31', 1234.5],
  },
  {
    name: 'European dates with slashes',
    bytes: utf8('Date;Montant\n31/12/2026;12,50\n01/02/2027;8,00\n'),
    columns: [
      ['Date', 'date'],
      ['Montant', 'number'],
    ],
    first: ['2026-12-31', 12.5],
  },
  {
    name: 'Swiss groups of a thousand',
    bytes: utf8("Konto;Saldo\n1000;1'234'567.05\n1020;-99.95\n"),
    columns: [
      ['Konto', 'integer'],
      ['Saldo', 'number'],
    ],
    first: [1000, 1_234_567.05],
  },
  {
    name: 'addresses of the web',
    bytes: utf8('site,url\nA,https://a.example.com/x?y=1\nB,http://b.example.com\n'),
    columns: [
      ['site', 'text'],
      ['url', 'url'],
    ],
    first: ['A', 'https://a.example.com/x?y=1'],
  },
  {
    name: 'no headings at all',
    bytes: utf8('Ada,36,2026-01-01\nBea,29,2026-01-02\n'),
    columns: [
      ['Column 1', 'text'],
      ['Column 2', 'integer'],
      ['Column 3', 'date'],
    ],
    first: ['Ada', 36, '2026-01-01'],
  },
  {
    name: 'Excel’s own word for the delimiter, and cells at the end that are empty',
    bytes: utf8('sep=;\r\nName;Ort;\r\nA;Bern;\r\nB;Basel;\r\n'),
    columns: [
      ['Name', 'text'],
      ['Ort', 'text'],
    ],
    first: ['A', 'Bern'],
  },
  {
    name: 'lines of different lengths and empty lines',
    bytes: utf8('a,b,c\n1,2\n\n3,4,5,6\n'),
    columns: [
      ['a', 'integer'],
      ['b', 'integer'],
      ['c', 'integer'],
      ['Column 4', 'integer'],
    ],
    first: [1, 2, null, null],
  },
  {
    name: 'times of a measurement, with pipes',
    bytes: utf8('time|value\n2026-11-21 08:00:00|0.0012\n2026-11-21 08:00:05|12\n'),
    columns: [
      ['time', 'datetime'],
      ['value', 'number'],
    ],
    first: ['2026-11-21T08:00:00.000Z', 0.0012],
  },
  {
    name: 'one column of long texts',
    bytes: utf8(`Comment\n${'Very good. '.repeat(30)}\nShort\n`),
    columns: [['Comment', 'longText']],
    first: ['Very good. '.repeat(30)],
  },
  {
    name: 'old Macintosh line ends and percentages',
    bytes: utf8('Country,Rate\rCH,8.1%\rDE,19%\r'),
    columns: [
      ['Country', 'text'],
      ['Rate', 'number'],
    ],
    first: ['CH', 8.1],
  },
]

describe('tables as people have them', () => {
  it.each(FILES)('$name', ({ bytes, columns, first }) => {
    const table = guessTable(parseCsv(decodeText(bytes)))
    expect(table.columns.map(({ label, type }) => [label, type])).toEqual(columns)
    expect(table.columns.map((column) => toCellValue(column, table.rows[0]?.[column.at] ?? ''))).toEqual(first)
  })

  it('has nothing to say about nothing', () => {
    expect(guessTable(parseCsv(''))).toEqual({ columns: [], rows: [] })
    expect(guessTable(parseCsv('\n\n')).columns).toEqual([])
    expect(guessTable(parseCsv('alone')).columns).toMatchObject([{ label: 'Column 1', type: 'text' }])
  })

  it('reads a cell that is never closed to the end', () => {
    expect(parseCsv('a,"b\nc')).toEqual([['a', 'b\nc']])
    expect(guessDelimiter('a\tb\nc\td')).toBe('\t')
  })

  it('says where a cell does not fit', () => {
    const [column] = guessTable(parseCsv('n\n1\n2')).columns
    expect(column && toCellValue(column, 'three')).toBeUndefined()
    expect(column && toCellValue({ ...column, type: 'date' }, 'soon')).toBeUndefined()
  })
})
