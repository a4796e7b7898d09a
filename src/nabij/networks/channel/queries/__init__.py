"""What may be asked about the channel of a network: by its members, by who leads it, and for counts by who oversees it."""

from nabij.networks.channel.queries.figures import ChannelFigures, figures_of

__all__ = ["ChannelFigures", "figures_of"]
