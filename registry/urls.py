from django.urls import path

from registry.views import accounts

app_name = "registry"
urlpatterns = [
    path("sign-in/", accounts.sign_in, name="sign-in"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
]
