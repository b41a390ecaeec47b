import { GeominError } from '../errors.js';
import type { Answer, Delivery, OutgoingFields } from '../transport/entry.js';
import type { Outcome } from '../transport/group-reader.js';
import { addresseeOf, type Addressee } from './request.js';
import { responseFields, type GeometryResponse } from './response.js';
import { RefusedEntry } from './signature.js';
import { isReplyStream, type StreamNames } from './stream-names.js';

/** Who answers, and where. */
export interface RepliesParts {
  readonly agentId: string;
  readonly names: StreamNames;
  /** Where answers go whose request names no stream of its own; full name. */
  readonly output: string;
  readonly sign: (fields: OutgoingFields) => OutgoingFields;
  /** Told of every request, whatever became of it. */
  readonly onAnswered: (delivery: Delivery, response: GeometryResponse) => void;
}

/** Puts what there is to say about requests into entries, and says where they go. */
export class Replies {
  #sequence = 0;

  constructor(private readonly parts: RepliesParts) {}

  answer(
    delivery: Delivery,
    { replyTo }: Pick<Addressee, 'replyTo'>,
    response: GeometryResponse,
    isSigned = true,
  ): Answer[] {
    const { agentId, names, output, sign, onAnswered } = this.parts;
    onAnswered(delivery, response);
    const isOwn = replyTo !== undefined && replyTo !== names.responses && isReplyStream(replyTo, names);
    const fields = responseFields(response, { agentId, sequence: ++this.#sequence }, delivery);
    // Who has no key gets nothing that is signed with it.
    const signed = isSigned ? sign(fields) : fields;
    return [{ stream: isOwn ? replyTo : output, fields: signed, onlyIfAwaited: isOwn }];
  }

  /** Tells the sender of an entry what is wrong; one without a sender goes to the dead letters. */
  refuse(delivery: Delivery, error: GeominError, processingTime: number): Outcome {
    const isForged = error instanceof RefusedEntry && error.fault !== 'stale';
    // A connection that broke may have sent a request twice: its one answer must not be that it is a repetition.
    if (error instanceof RefusedEntry && error.fault === 'repeated') return {};
    const message = error.remedy === '' ? error.message : `${error.message} ${error.remedy}`;
    const addressee = addresseeOf(delivery);
    if (addressee === undefined) return { deadBecause: message };
    const { requestId } = addressee;
    const response = { requestId, success: false, error: { code: error.code, message }, processingTime };
    return { answers: this.answer(delivery, addressee, response, !isForged) };
  }

  /** What the sender of a request that nobody can answer is told. */
  giveUp(delivery: Delivery, reason: string): readonly Answer[] {
    const error = new GeominError('REQUEST', `no agent could answer: the request ${reason}`);
    return this.refuse(delivery, error, 0).answers ?? [];
  }
}
