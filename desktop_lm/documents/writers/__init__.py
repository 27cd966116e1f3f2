"""Writers of transcripts, one a format. PDF is made in the window, which can lay text out."""
