from django.urls import path

from nabij.channels import views

urlpatterns = [path("telefoons/", views.telephones, name="telephones")]
