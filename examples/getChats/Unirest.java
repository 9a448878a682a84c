var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getChats/")
    .append("{{apiTokenInstance}}")
    .append("?count=100");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
