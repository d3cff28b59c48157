import { skipToken, useQuery } from '@tanstack/react-query'
import { getUserInfo, type UserInfo } from '~/nats/user-info.ts'
import { useConn } from '~/stores/connection.ts'

/** Who the server takes the connection for; undefined where it does not say. Asked once, and again after a reconnect. */
export function useUserInfo(): UserInfo | undefined {
  const conn = useConn()
  return useQuery({
    queryKey: [conn?.id, 'user'],
    queryFn: conn ? () => getUserInfo(conn) : skipToken,
    staleTime: Infinity,
    retry: false,
  }).data
}
