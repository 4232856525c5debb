import { expect, it } from 'vitest'

import { renameRead } from './renameRead.ts'

it.each([
  ['price * quantity', 'cost * quantity'],
  ['$sum([price, price2, order.price])', '$sum([cost, price2, order.price])'],
  ['"price" & \'price\' & price', '"price" & \'price\' & cost'],
  ['/* price */ `price` + $price', '/* price */ `cost` + $price'],
  ['items[price > 1].price + price', 'items[price > 1].price + cost'],
  ['items.(price * $$.price)', 'items.(price * $$.cost)'],
  ['items^(price).name & $string(price)', 'items^(price).name & $string(cost)'],
  ['{"price": price, "all": [price]}', '{"price": cost, "all": [cost]}'],
  ['(price) / 2 / price', '(cost) / 2 / cost'],
  ['$match(name, /price/) and price', '$match(name, /price/) and cost'],
  ['function($x){ $x.price + price }', 'function($x){ $x.price + cost }'],
  ['price.amount ? price : "', 'cost.amount ? cost : "'],
  ['', ''],
])('renames what %s reads', (source, wanted) => {
  expect(renameRead(source, 'price', 'cost')).toBe(wanted)
})
