{% load static %}importScripts("{% static 'js/ballot-worker.js' %}");
