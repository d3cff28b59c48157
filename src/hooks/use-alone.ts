import { useMediaQuery } from '@mantine/hooks'

/** Whether there is room for only one of a list and what is open of it. */
export const useIsAlone = () => useMediaQuery('(max-width: 900px)', false, { getInitialValueInEffect: false })
