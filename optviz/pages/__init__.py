"""The pages. They show; they do no maths."""
