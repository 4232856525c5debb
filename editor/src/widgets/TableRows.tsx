import type { MouseEvent, ReactNode } from 'react'

import { Cell } from './Cell.tsx'
import type { RecordRow } from './host.ts'
import { isBlank, shown } from './props.ts'
import { type Column, isNumeric, isSortable } from './tableColumns.ts'

export interface RowsProps {
  rows: readonly RecordRow[]
  columns: readonly Column[]
  isInert: boolean
  /** What a click on a row does; absent: rows are only read. */
  onOpen: ((row: RecordRow) => void) | null
}

interface GridProps extends RowsProps {
  /** `name`, `-name`, or empty. */
  order: string
  onSort: (order: string) => void
}

/** Rows and columns, with headings that sort. */
export function TableGrid({ order, onSort, ...rows }: GridProps): ReactNode {
  return (
    <table>
      <thead>
        <tr>
          {rows.columns.map((column) => (
            <HeadCell key={column.field.id} {...column} order={order} isInert={rows.isInert} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.rows.map((row) => (
          <tr key={shown(row['id'])} {...opening(rows, row)}>
            {rows.columns.map(({ field }, i) => (
              <td key={field.id} className={isNumeric(field) ? 'is-number' : undefined}>
                <Opener {...rows} row={row} isFirst={i === 0}>
                  <Cell field={field} value={row[field.name]} isInert={rows.isInert} />
                </Opener>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/**
 * On a phone each row is a small card: the first value is its title, numbers and choices stand at the end, the others below,
 * each with its name for who listens. What is empty takes no room.
 */
export function TableCards(props: RowsProps): ReactNode {
  const [title, ...others] = props.columns
  if (!title) return null
  const atEnd = others.filter(({ field }) => isNumeric(field) || field.type === 'select')
  const below = others.filter((column) => !atEnd.includes(column))
  return (
    <ul className="aw-cards">
      {props.rows.map((row) => (
        <li key={shown(row['id'])} {...opening(props, row)}>
          <div className="aw-card-main">
            <div className="aw-card-title">
              <Opener {...props} row={row} isFirst>
                <CardValue {...title} row={row} isInert={props.isInert} />
              </Opener>
            </div>
            <CardValues columns={below} row={row} isInert={props.isInert} />
          </div>
          <div className="aw-card-end">
            <CardValues columns={atEnd} row={row} isInert={props.isInert} />
          </div>
        </li>
      ))}
    </ul>
  )
}

interface CardProps {
  row: RecordRow
  isInert: boolean
}

function CardValues({ columns, ...card }: CardProps & { columns: readonly Column[] }): ReactNode {
  return columns
    .filter(({ field }) => !isBlank(card.row[field.name]))
    .map((column) => (
      <span key={column.field.id} className="aw-card-value">
        <CardValue {...column} {...card} />
      </span>
    ))
}

function CardValue({ field, label, row, isInert }: CardProps & Column): ReactNode {
  return (
    <>
      <span className="aw-unseen">{`${label}: `}</span>
      <Cell field={field} value={row[field.name]} isInert={isInert} />
    </>
  )
}

/** The whole row can be clicked; links in it keep their own meaning. */
function opening({ onOpen }: RowsProps, row: RecordRow) {
  if (!onOpen) return {}
  const onClick = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest('a, button')) return
    onOpen(row)
  }
  return { className: 'is-open', onClick }
}

interface OpenerProps extends RowsProps {
  row: RecordRow
  isFirst: boolean
  children: ReactNode
}

/** The first value is the row's button, for keyboard and screen reader. */
function Opener({ onOpen, isInert, row, isFirst, children }: OpenerProps): ReactNode {
  if (!onOpen || !isFirst) return children
  return (
    <button type="button" className="aw-row-button" tabIndex={isInert ? -1 : 0} onClick={() => onOpen(row)}>
      {children}
    </button>
  )
}

interface HeadCellProps extends Column {
  order: string
  isInert: boolean
  onSort: (order: string) => void
}

function HeadCell({ field, label, order, isInert, onSort }: HeadCellProps): ReactNode {
  const direction = order === field.name ? 'ascending' : order === `-${field.name}` ? 'descending' : undefined
  const className = isNumeric(field) ? 'is-number' : undefined
  if (!isSortable(field)) {
    return (
      <th scope="col" className={className}>
        <span className="aw-head">{label}</span>
      </th>
    )
  }
  return (
    <th scope="col" aria-sort={direction} className={className}>
      <button
        type="button"
        className="aw-head"
        tabIndex={isInert ? -1 : 0}
        onClick={() => onSort(direction === 'ascending' ? `-${field.name}` : field.name)}
      >
        {label}
        <span aria-hidden="true">{direction === 'ascending' ? ' ↑' : direction === 'descending' ? ' ↓' : ''}</span>
      </button>
    </th>
  )
}
