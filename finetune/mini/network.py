"""Scout Mini's network in torch: a message tower and small heads over frozen embeddings of cards.

    message --tower--> tokens (n, length, 384) --+-- boundary: does another wish begin here?
                                                 +-- segments: mean of their tokens -> handler, nothing, repetition
                                                 +-- spans: which tokens say a parameter, by its card
                                                 +-- values: which of its allowed values the tokens mean

Handlers, parameters and values come in as embeddings of their texts by the base encoder, which is not trained:
a handler that was never seen is as near to what people say of it as its words are.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import BertConfig, BertModel

WIDTH = 384
ROUTE = 256
SPAN = 128
CHANNELS = 4
"""Of a token for a parameter: begins it, ends it, is inside, is inside words that point at an earlier result."""

OTHERS = 2
"""What a segment may be besides a call: nothing to do, and the wish before once more."""


@dataclass(frozen=True, slots=True)
class Cards:
    """Frozen embeddings. handlers (n, 384); parameters (m, 384), the row of the handler of each; values (v, 384)."""

    handlers: Tensor
    descriptions: Tensor
    parameters: Tensor
    parameter_handlers: Tensor
    values: Tensor


class ScoutMini(nn.Module):
    """The tower and the heads. Every method takes and returns tensors of one batch."""

    def __init__(self) -> None:
        super().__init__()
        config = BertConfig(hidden_size=WIDTH, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536)
        self.tower = BertModel(config, add_pooling_layer=False)
        self.segment = nn.Linear(WIDTH, ROUTE)
        self.card = Residual(WIDTH, ROUTE)
        self.others = nn.Parameter(torch.randn(OTHERS, ROUTE) / ROUTE**0.5)
        self.bias = nn.Parameter(torch.zeros(OTHERS))
        self.scale = nn.Parameter(torch.tensor([2.5, 2.5]))
        self.boundary = nn.Sequential(nn.Linear(WIDTH, 64), nn.GELU(approximate="tanh"), nn.Linear(64, 1))
        self.token = nn.Linear(WIDTH, CHANNELS * SPAN)
        self.parameter = nn.Sequential(
            nn.Linear(2 * WIDTH, WIDTH), nn.GELU(approximate="tanh"), nn.Dropout(0.1), nn.Linear(WIDTH, CHANNELS * SPAN)
        )
        self.channel_bias = nn.Parameter(torch.full((CHANNELS,), -2.0))
        self.implied = nn.Linear(WIDTH, SPAN)
        self.implied_parameter = nn.Linear(2 * WIDTH, SPAN)
        self.implied_bias = nn.Parameter(torch.tensor(-3.0))
        self.value_span = nn.Linear(WIDTH, SPAN)
        self.value = Residual(WIDTH, SPAN)
        self.value_scale = nn.Parameter(torch.tensor(2.5))

    def tokens(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.tower(input_ids=ids, attention_mask=mask).last_hidden_state

    def segments(self, tokens: Tensor, rows: Tensor, inside: Tensor) -> Tensor:
        """Mean of the tokens of each segment. rows (s,): which message; inside (s, length): which tokens."""
        weights = inside / inside.sum(1, keepdim=True).clamp(min=1)
        return torch.einsum("sld,sl->sd", tokens[rows], weights)

    def routed(self, segment: Tensor) -> Tensor:
        return F.normalize(self.segment(segment), dim=-1)

    def cards(self, handlers: Tensor) -> Tensor:
        return F.normalize(self.card(handlers), dim=-1)

    def handler_logits(self, routed: Tensor, cards: Tensor, examples: Tensor, owners: Tensor) -> Tensor:
        """(s, n + 2). examples (e, 256) are segments routed before, `owners` (e,) the handler of each."""
        scale = self.scale.exp()
        near = torch.full((len(routed), len(cards)), -1.0).scatter_reduce(
            1, owners.expand(len(routed), -1), routed @ examples.T, "amax"
        )
        logits = scale[0] * (routed @ cards.T) + scale[1] * near
        others = (scale[0] + scale[1]) * (routed @ F.normalize(self.others, dim=-1).T) + self.bias
        return torch.cat([logits, others], 1)

    def span_logits(self, tokens: Tensor, parameters: Tensor) -> Tensor:
        """(q, length, 4) of one message's tokens (q, length, 384) for each of q parameters (q, 768)."""
        said = self.token(tokens).unflatten(-1, (CHANNELS, SPAN))
        asked = self.parameter(parameters).unflatten(-1, (CHANNELS, SPAN))
        return torch.einsum("qlcd,qcd->qlc", said, asked) / SPAN**0.5 + self.channel_bias

    def implied_logits(self, segments: Tensor, parameters: Tensor) -> Tensor:
        """(q,): whether a parameter comes from an earlier call though no word says so."""
        return (self.implied(segments) * self.implied_parameter(parameters)).sum(-1) / SPAN**0.5 + self.implied_bias

    def value_logits(self, spans: Tensor, values: Tensor) -> Tensor:
        """(q, v): which value the words of a span mean. spans (q, 384) are means of tokens, values (q, v, 384)."""
        said = F.normalize(self.value_span(spans), dim=-1)
        return self.value_scale.exp() * torch.einsum("qd,qvd->qv", said, F.normalize(self.value(values), dim=-1))


class Residual(nn.Module):
    """A linear map with a bent correction: what the base encoder knows stays, and what matters here is added."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.straight = nn.Linear(inputs, outputs)
        self.bent = nn.Sequential(
            nn.Linear(inputs, inputs), nn.GELU(approximate="tanh"), nn.Dropout(0.1), nn.Linear(inputs, outputs)
        )

    def forward(self, value: Tensor) -> Tensor:
        return self.straight(value) + self.bent(value)
