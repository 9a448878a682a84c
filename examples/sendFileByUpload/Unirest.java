var requestUrl = new StringBuilder();
requestUrl
    .append("{{mediaUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendFileByUpload/")
    .append("{{apiTokenInstance}}");

var response = Unirest.post(requestUrl.toString())
    .field("chatId", "10000000")
    .field("caption", "A file")
    .field("file", new File("a.txt"))
    .asString();

System.out.println(response.getBody());
