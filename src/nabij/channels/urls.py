from django.urls import path

from nabij.channels.views import callbacks, sender, telephones, unsubscribing

urlpatterns = [
    path("telefoons/", telephones.telephones, name="telephones"),
    path("kanalen/ontvangst/<str:provider>/", callbacks.receive, name="callback"),
    path("uitschrijven/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
    path("afzender/", sender.show_all, name="senders"),
    path("afzender/<slug:slug>/", sender.show, name="sender"),
    path("afzender/<slug:slug>/contact.vcf", sender.card, name="sender_card"),
    path("afzender/<slug:slug>/qr.svg", sender.square, name="sender_qr"),
]
