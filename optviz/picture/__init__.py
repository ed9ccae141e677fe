"""What a picture is, decided once: the browser, matplotlib and Plotly only paint it."""
