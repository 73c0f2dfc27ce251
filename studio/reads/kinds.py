"""What there is to choose from, as the browser is told."""

from dataclasses import asdict

from studio import bodies, protocol
from sunmask.kinds import Kind
from sunmask.kinds import kinds as known_kinds
from sunmask.method.setting_specs import SettingSpec
from sunmask.models import cards


def kinds() -> list[bodies.Kind]:
    """Each kind of canvas with its settings, checkpoints, export formats and demos."""
    return [
        bodies.Kind(
            kind=name,
            settings=[_setting(spec) for spec in kind.settings.specs()],
            qualities=[protocol.Quality(**asdict(each)) for each in kind.qualities],
            checkpoints=[
                protocol.Checkpoint(
                    name=card.name,
                    kind=card.kind,
                    is_default=not card.refusal and card == cards.default_card(name),
                    sha256=card.sha256,
                    title=card.title,
                    hears=[
                        spec.name
                        for spec in kind.settings.specs()
                        if spec.is_heard_by(card.family, card.recipe)
                    ],
                    figures=card.figures,
                    refusal=card.refusal,
                )
                for card in cards.cards()
                if card.kind == name
            ],
            formats=[
                bodies.Format(name=chosen, media_type=about.media_type, ending=about.ending)
                for chosen, about in kind.codec.formats.items()
            ],
            demos=list(kind.codec.demo_names),
            blank_options=dict(kind.codec.blank_options),
            imports=list(kind.codec.import_endings),
        )
        for name, kind in known_kinds().items()
    ]


def _heard(kind: Kind, card: cards.Card) -> list[str]:
    return [spec.name for spec in kind.settings.specs() if spec.is_heard_by(card.family, card.recipe)]


def _setting(spec: SettingSpec) -> protocol.SettingSpec:
    told = {name: value for name, value in asdict(spec).items() if name in protocol.SettingSpec.model_fields}
    return protocol.SettingSpec(**told)
