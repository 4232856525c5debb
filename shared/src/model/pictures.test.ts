import { expect, it } from 'vitest'

import { addressOfPicture, foreignPictures } from './pictures.ts'

it('pictures of other projects are found in a text, each once', () => {
  const [own, other] = [
    { projectId: 'p1', fileId: 'f1' },
    { projectId: 'p2', fileId: 'f2' },
  ]
  const text = JSON.stringify(
    [own, other, other].map((picture) => ({ src: `${addressOfPicture(picture)}?variant=small` })),
  )
  expect(foreignPictures(text, 'p1')).toEqual([other])
  expect(foreignPictures('https://example.com/files/f3', 'p1')).toEqual([])
})
