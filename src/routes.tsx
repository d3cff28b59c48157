import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod/mini'
import { NotFound } from '~/components/shell/NotFound.tsx'
import { RouteError } from '~/components/shell/RouteError.tsx'
import { Shell } from '~/components/shell/Shell.tsx'
import {
  consumersSearch,
  findSearch,
  kvBucketSearch,
  kvSearch,
  messagesSearch,
  objectBucketsSearch,
  objectsSearch,
  parseSearch,
  replaySearch,
  streamSearch,
  streamsSearch,
  stringifySearch,
} from '~/lib/search.ts'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: RouteError })

const connect = createRoute({
  getParentRoute: () => root,
  path: '/connect',
  validateSearch: z.object({ to: z.catch(z.optional(z.string()), undefined) }),
  component: lazyRouteComponent(() => import('~/pages/ConnectPage.tsx')),
})

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('~/pages/OverviewPage.tsx')),
})

const streams = createRoute({
  getParentRoute: () => root,
  path: '/streams',
  validateSearch: streamsSearch,
  component: lazyRouteComponent(() => import('~/pages/streams/StreamsPage.tsx')),
})

const stream = createRoute({
  getParentRoute: () => root,
  path: '/streams/$stream',
  validateSearch: streamSearch,
  component: lazyRouteComponent(() => import('~/pages/streams/StreamPage.tsx')),
})

const messages = createRoute({
  getParentRoute: () => root,
  path: '/streams/$stream/messages',
  validateSearch: z.extend(messagesSearch, findSearch.shape),
  component: lazyRouteComponent(() => import('~/pages/streams/MessagesPage.tsx')),
})

const replay = createRoute({
  getParentRoute: () => root,
  path: '/streams/$stream/replay',
  validateSearch: replaySearch,
  component: lazyRouteComponent(() => import('~/pages/streams/ReplayPage.tsx')),
})

const allConsumers = createRoute({
  getParentRoute: () => root,
  path: '/consumers',
  validateSearch: consumersSearch,
  component: lazyRouteComponent(() => import('~/pages/consumers/AllConsumersPage.tsx')),
})

const consumers = createRoute({
  getParentRoute: () => root,
  path: '/streams/$stream/consumers',
  validateSearch: consumersSearch,
  component: lazyRouteComponent(() => import('~/pages/consumers/ConsumersPage.tsx')),
})

const consumer = createRoute({
  getParentRoute: () => root,
  path: '/streams/$stream/consumers/$consumer',
  component: lazyRouteComponent(() => import('~/pages/consumers/ConsumerPage.tsx')),
})

const buckets = createRoute({
  getParentRoute: () => root,
  path: '/kv',
  validateSearch: kvSearch,
  component: lazyRouteComponent(() => import('~/pages/kv/BucketsPage.tsx')),
})

const bucket = createRoute({
  getParentRoute: () => root,
  path: '/kv/$bucket',
  validateSearch: kvBucketSearch,
  component: lazyRouteComponent(() => import('~/pages/kv/BucketPage.tsx')),
})

const objectBuckets = createRoute({
  getParentRoute: () => root,
  path: '/objects',
  validateSearch: objectBucketsSearch,
  component: lazyRouteComponent(() => import('~/pages/objects/ObjectBucketsPage.tsx')),
})

const objects = createRoute({
  getParentRoute: () => root,
  path: '/objects/$bucket',
  validateSearch: objectsSearch,
  component: lazyRouteComponent(() => import('~/pages/objects/ObjectsPage.tsx')),
})

export const router = createRouter({
  routeTree: root.addChildren([
    connect,
    overview,
    streams,
    stream,
    messages,
    replay,
    allConsumers,
    consumers,
    consumer,
    buckets,
    bucket,
    objectBuckets,
    objects,
  ]),
  defaultPreload: 'intent',
  parseSearch,
  stringifySearch,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
