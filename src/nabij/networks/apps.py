from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class NetworksConfig(AppConfig):
    name = "nabij.networks"
    label = "networks"

    def ready(self) -> None:
        from nabij.meetings import standing
        from nabij.networks.members import actions, queries
        from nabij.networks.shops import actions as shop_actions
        from nabij.networks.shops import queries as shops
        from nabij.networks.standing import ROOM
        from nabij.networks.year import wiring as year
        from nabij.people import dossier

        dossier.contribute("networks", queries.dossier_of)
        dossier.contribute("businesses", shops.dossier_of)
        # By name before "networks": a row of a shop hangs on the membership.
        dossier.on_erasing("businesses", shop_actions.forget_person)
        dossier.offer_page("zaken/", gettext_lazy("Shops and businesses"))
        dossier.on_erasing("networks", actions.forget_person)
        dossier.on_moving("networks", queries.asks_after_moving)
        dossier.offer_page("buurten/", gettext_lazy("Neighbourhood networks"))
        standing.contribute("networks", ROOM)
        year.connect()
        self._take_lists()
        self._found()
        self._meet()
        self._channel()
        self._draw_up()

    def _take_lists(self) -> None:
        from nabij.networks import todo
        from nabij.networks.members.inviting import actions, queries
        from nabij.networks.members.todos import lists_to_do, rules_to_accept
        from nabij.people import dossier

        dossier.contribute("older_lists", queries.dossier_of)
        dossier.on_erasing("older_lists", actions.forget_invited)
        todo.contribute("lists", lists_to_do)
        todo.contribute("accepting", rules_to_accept)

    def _found(self) -> None:
        from nabij.networks import todo
        from nabij.networks.founding import actions, queries
        from nabij.networks.founding.todo import coordinators_to_find, steps_to_do
        from nabij.people import dossier

        dossier.contribute("interest", queries.dossier_of)
        dossier.on_erasing("interest", actions.forget_interest)
        dossier.offer_page("belangstelling/", gettext_lazy("A network where I live"))
        todo.contribute("coordinators", coordinators_to_find)
        todo.contribute("founding", steps_to_do)

    def _draw_up(self) -> None:
        from nabij.networks import todo
        from nabij.networks.documents import actions, queries
        from nabij.people import dossier

        dossier.contribute("charters", queries.dossier_of)
        dossier.on_erasing("charters", actions.forget_person)
        dossier.on_asking("charters", actions.what_stays)
        todo.contribute("documents", queries.to_do)

    def _channel(self) -> None:
        from nabij.networks import todo
        from nabij.networks.channel.actions.choosing import forget_person
        from nabij.networks.channel.queries.dossier import dossier_of
        from nabij.networks.channel.to_do import to_do
        from nabij.people import dossier

        dossier.contribute("channel", dossier_of)
        dossier.on_erasing("channel", forget_person)
        todo.contribute("channel", to_do)

    def _meet(self) -> None:
        from nabij.networks import todo
        from nabij.networks.training import actions, queries
        from nabij.networks.training.todos import refreshers
        from nabij.networks.year.evenings.todos import reports_to_write
        from nabij.people import dossier

        dossier.contribute("training", queries.dossier_of)
        dossier.on_erasing("network_training", actions.forget_person)
        dossier.offer_page("vorming/", gettext_lazy("Training"))
        todo.contribute("meetings", reports_to_write)
        todo.contribute("training", refreshers)
