from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    """Renders each form field with our own template: label, hint, control, and the error next to it."""

    form_template_name = "_components/form.html"
    field_template_name = "_components/field.html"
