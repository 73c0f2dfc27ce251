/** Requests about tokens of one's account and webhooks of a project. */

import { send } from "../api";
import type {
  ApiToken,
  Delivery,
  DeliveryPage,
  NewApiToken,
  NewWebhook,
  Webhook,
} from "../protocol";

export const programs = {
  tokens: () => send<ApiToken[]>("GET", "/account/tokens"),
  newToken: (body: NewApiToken) => send<ApiToken>("POST", "/account/tokens", { body }),
  revokeToken: (key: string) => send<unknown>("DELETE", `/account/tokens/${key}`),

  webhooks: (project: string) => send<Webhook[]>("GET", `/projects/${project}/webhooks`),
  newWebhook: (project: string, body: NewWebhook) =>
    send<Webhook>("POST", `/projects/${project}/webhooks`, { body }),
  enableWebhook: (id: string, is_enabled: boolean) =>
    send<Webhook>("PATCH", `/webhooks/${id}`, { body: { is_enabled } }),
  deleteWebhook: (id: string) => send<unknown>("DELETE", `/webhooks/${id}`),
  /** A page, the newest first. */
  deliveries: (webhook: string, offset = 0) =>
    send<DeliveryPage>("GET", `/webhooks/${webhook}/deliveries?offset=${offset}`),
  sendAgain: (delivery: string) => send<Delivery>("POST", `/deliveries/${delivery}/again`),
};
