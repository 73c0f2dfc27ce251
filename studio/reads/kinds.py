"""Kinds of canvas and their choices, as messages for the browser."""

from dataclasses import asdict

from studio import bodies, protocol
from studio.reads import kind_modules
from sunmask.kinds import Kind, exporters
from sunmask.kinds import kinds as known_kinds
from sunmask.method.setting_specs import SettingSpec
from sunmask.models import cards


def kinds() -> list[bodies.Kind]:
    """Each kind of canvas with its settings, checkpoints, export formats and demos."""
    return [
        bodies.Kind(
            kind=name,
            shape=shape(kind),
            settings=[_setting(spec) for spec in kind.settings.specs()],
            qualities=_qualities(kind),
            checkpoints=[
                protocol.Checkpoint(
                    name=card.name,
                    kind=card.kind,
                    is_default=not card.refusal and card == cards.default_card(name),
                    sha256=card.sha256,
                    title=card.title,
                    hears=_used_settings(kind, card),
                    figures=card.figures,
                    refusal=card.refusal,
                )
                for card in cards.cards()
                if card.kind == name
            ],
            formats=[
                bodies.Format(name=chosen, media_type=about.media_type, ending=about.ending)
                for chosen, about in exporters.formats(kind.name).items()
            ],
            demos=list(kind.codec.demo_names),
            blank_options=dict(kind.codec.blank_options),
            imports=list(kind.codec.import_endings),
            held_out=kind.codec.held_out_name,
        )
        for name, kind in known_kinds().items()
    ]


def _used_settings(kind: Kind, card: cards.Card) -> list[str]:
    return [spec.name for spec in kind.settings.specs() if spec.is_used_by(card.family, card.recipe)]


def _qualities(kind: Kind) -> list[protocol.Quality]:
    """Each with all settings that any of them makes; those that it does not name have their defaults."""
    made = frozenset[str]().union(*(each.settings for each in kind.qualities))
    defaults = {spec.name: spec.default for spec in kind.settings.specs() if spec.name in made}
    return [
        protocol.Quality(**{**asdict(each), "settings": defaults | each.settings}) for each in kind.qualities
    ]


def shapes() -> list[protocol.KindShape]:
    """How each kind looks where the browser has no page for it."""
    return [shape(kind) for kind in known_kinds().values()]


def shape(kind: Kind) -> protocol.KindShape:
    return protocol.KindShape(
        kind=kind.name,
        layout=kind.codec.layout,
        num_rows=kind.codec.num_rows,
        row_names=list(kind.codec.row_names),
        symbol_labels={str(symbol): label for symbol, label in kind.codec.symbol_labels.items()},
        imports=list(kind.codec.import_endings),
        page=kind_modules.address(kind),
    )


def _setting(spec: SettingSpec) -> protocol.SettingSpec:
    values = {
        name: value for name, value in asdict(spec).items() if name in protocol.SettingSpec.model_fields
    }
    return protocol.SettingSpec(**values)
