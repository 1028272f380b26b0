print("nothing stands here yet")
