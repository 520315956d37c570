"""Who may see and do what in rounds and meetings. Every ``may_…`` says why not, for the button that stands disabled."""
