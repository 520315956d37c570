from django.urls import path

from draws.views import ceremony, public, records, steps

app_name = "draws"
urlpatterns = [
    path("", records.draw_list, name="draw-list"),
    path("public/", public.draw_public, name="draw-public"),
    path("verify/<str:number>/", public.draw_verify, name="draw-verify"),
    path("verify/<str:number>/files.json", public.draw_files, name="draw-files"),
    path("verify/<str:number>/bundle.zip", public.draw_public_bundle, name="draw-public-bundle"),
    path("<int:pk>/", records.draw_show, name="draw-show"),
    path("<int:pk>/roster/", records.draw_roster, name="draw-roster"),
    path("<int:pk>/exclusions/", records.draw_exclusions, name="draw-exclusions"),
    path("<int:pk>/result/", records.draw_result, name="draw-result"),
    path("<int:pk>/certificate.pdf", records.draw_certificate, name="draw-certificate"),
    path("<int:pk>/minutes.pdf", ceremony.draw_minutes, name="draw-minutes"),
    path("<int:pk>/ceremony/", ceremony.draw_ceremony, name="draw-ceremony"),
    path("<int:pk>/projector/", ceremony.draw_projector, name="draw-projector"),
    path("<int:pk>/bundle.zip", records.draw_bundle, name="draw-bundle"),
    path("<int:pk>/lock/", steps.draw_lock, name="draw-lock"),
    path("<int:pk>/digits/", steps.draw_digits, name="draw-digits"),
    path("<int:pk>/digits/<int:position>/scan/", steps.draw_digits_scan, name="draw-digits-scan"),
    path("<int:pk>/digits/<int:position>/roll/", steps.draw_roll, name="draw-roll"),
    path("<int:pk>/reveal/", steps.draw_reveal, name="draw-reveal"),
    path("<int:pk>/void/", steps.draw_void, name="draw-void"),
    path("<int:pk>/confirm/<str:step>/", steps.draw_confirm, name="draw-confirm"),
    path("<int:pk>/run/", steps.draw_run, name="draw-run"),
    path("<int:pk>/publish/", steps.draw_publish, name="draw-publish"),
    path("<int:pk>/archive/", steps.draw_archive, name="draw-archive"),
    path("<int:pk>/substitute/<int:entry_pk>/", steps.draw_substitute, name="draw-substitute"),
    path("<int:pk>/codes/", records.draw_codes, name="draw-codes"),
    path("<int:pk>/codes/<int:entry_pk>/", records.draw_code_open, name="draw-code-open"),
]
